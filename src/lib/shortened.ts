/** A text that is read in passing, at most so long: what a machine says may be megabytes. */
export function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text
}
