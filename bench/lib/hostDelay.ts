export async function measureHostDelay(
  _folder: string,
  _definition: string,
): Promise<number | undefined> {
  return undefined
}
