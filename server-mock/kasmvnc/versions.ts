/** Ages of the server that differ in what they know: tags of kasmtech/KasmVNC. */
export type KasmVersion = '1.3.0' | '1.3.3' | '1.4' | '1.5' | 'master'

const ages: readonly KasmVersion[] = ['1.3.0', '1.3.3', '1.4', '1.5', 'master']

/** Whether a server of this age has what came with `since`. */
export function has(version: KasmVersion, since: KasmVersion): boolean {
  return ages.indexOf(version) >= ages.indexOf(since)
}
