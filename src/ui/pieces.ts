/** What one row of a long text holds at most: a screen or two, however its lines are. */
const pieceCharacters = 2_000
const pieceLines = 40

/**
 * A text in pieces that follow each other without a gap, each short enough to be laid out at once. Cut at ends of lines
 * where there are any, never within a character.
 */
export function piecesOf(text: string): readonly string[] {
  const pieces: string[] = []
  for (let from = 0; from < text.length; ) {
    const to = endOf(text, from)
    pieces.push(text.slice(from, to))
    from = to
  }
  return pieces
}

/** The beginning of a text, at most this long; the same where it fits. Never ends within a character. */
export function beginningOf(text: string, mostCharacters: number): string {
  return text.length <= mostCharacters ? text : text.slice(0, whole(text, mostCharacters))
}

function endOf(text: string, from: number): number {
  const most = Math.min(text.length, from + pieceCharacters)
  let end = from
  for (let lines = 0; lines < pieceLines; lines++) {
    const at = text.indexOf('\n', end)
    if (at < 0 || at >= most) break
    end = at + 1
  }
  // A line longer than a piece is cut; what follows the last break of line waits for the next piece otherwise.
  if (most === text.length && text.indexOf('\n', end) < 0) return most
  return end > from ? end : whole(text, most)
}

/** Not between the halves of a pair: U+D800 to U+DBFF begin one. */
function whole(text: string, at: number): number {
  const code = text.charCodeAt(at - 1)
  return code >= 0xd800 && code <= 0xdbff && at > 1 ? at - 1 : at
}
