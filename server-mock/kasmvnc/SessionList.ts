import type { KasmViewer } from './KasmViewer'

/** `get_sessions`: newest first, in UTC, and never emptied: the last viewers stay in it. */
export class SessionList {
  text = '{"users":[]}'
  private readonly since = new WeakMap<KasmViewer, string>()

  write(connected: readonly KasmViewer[]): void {
    const rows = [...connected].reverse().map(viewer => {
      const since = this.since.get(viewer) ?? new Date().toISOString().slice(0, 19).replace('T', ' ')
      this.since.set(viewer, since)
      return `{"username":"${viewer.shownName}", "connected_since":"${since}"}`
    })
    this.text = `{"users": [${rows.join(',')}]} `
  }
}
