/** Style sheets are bundled by esbuild, which writes them beside the script. */
declare module '*.css'
