/** What is wrong with the NAME of `${secret:NAME}`; undefined when nothing is. */
export function secretNameProblem(name: string): string | undefined {
  if (/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name)) return undefined
  return 'use letters, digits, "_", "." and "-", with a letter or "_" first'
}
