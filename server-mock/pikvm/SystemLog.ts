import type { Call } from './Call'
import { refused } from './KvmdError'
import { bool, int } from './validators'

interface LogRecord {
  readonly atMs: number
  readonly line: string
}

/** The journal of the device's services, as `/api/log` gives it: kvmd/apps/kvmd/logreader.py. */
export class SystemLog {
  private readonly records: LogRecord[] = []
  private readonly followers = new Set<(line: string) => void>()
  private readonly enabled: boolean

  constructor(enabled = true) {
    this.enabled = enabled
  }

  get followerCount(): number {
    return this.followers.size
  }

  write(unit: string, source: string, message: string): void {
    const atMs = Date.now()
    const time = new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')
    const line = `[${time} ${unit}.service] --- ${source.padEnd(30)} INFO --- ${message}\r\n`
    this.records.push({ atMs, line })
    if (this.records.length > 20_000) this.records.shift()
    for (const follower of this.followers) follower(line)
  }

  answer(call: Call): void {
    const seekS = int(call.get('seek'), { what: 'log seek', min: 0, usual: 0 })
    const follows = bool(call.get('follow'), false)
    if (!this.enabled) throw refused('LogReaderDisabledError', 'LogReader is disabled')
    call.head(200, { 'Content-Type': 'text/plain; charset=utf-8' })
    const sinceMs = seekS === 0 ? 0 : Date.now() - seekS * 1000
    for (const { atMs, line } of this.records) if (atMs >= sinceMs) call.response.write(line)
    if (!follows) return void call.response.end()
    const follower = (line: string) => void call.response.write(line)
    this.followers.add(follower)
    call.onGone(() => this.followers.delete(follower))
  }
}
