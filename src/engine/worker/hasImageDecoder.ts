/** Whether the browser's own image decoder is there for workers: insecure pages have none. */
export function hasImageDecoder(): boolean {
  return typeof ImageDecoder !== 'undefined'
}
