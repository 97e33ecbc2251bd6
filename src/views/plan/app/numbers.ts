/** `1,250` */
export function count(number: number): string {
  return number.toLocaleString('en-US')
}

/** `1 change`, `42 changes` */
export function counted(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`
}
