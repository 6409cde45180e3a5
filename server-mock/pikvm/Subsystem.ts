/** How a part of kvmd tells the sockets that something changed: its event's name, and what is new in it. */
export type Tell = (type: string, part: Record<string, unknown>) => void

/** A part of kvmd with a state of its own: the whole on every connect, pieces afterwards. */
export interface Subsystem {
  /** The event's name. */
  readonly type: string
  state(): Record<string, unknown>
  /** Ends its timers. */
  dispose(): void
}
