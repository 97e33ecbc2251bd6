/**
 * Stands in bundles for certificates that the MySQL driver would bring along and nothing asks for.
 * @type {readonly string[]}
 */
export const ca = []
