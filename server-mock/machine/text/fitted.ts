import type { SKRSContext2D } from '@napi-rs/canvas'

/** The text, or as much of its beginning as fits in the context's font, with an ellipsis. */
export function fitted(context: SKRSContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text
  let kept = text
  while (kept.length > 1 && context.measureText(`${kept}…`).width > width) kept = kept.slice(0, -1)
  return `${kept}…`
}
