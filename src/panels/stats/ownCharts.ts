import type { OwnSeries } from '../../devices/capabilities/stats'
import type { WordKey } from '../../words/catalogue'
import { formatBitrate, formatNumber } from '../../words/format'

/** One chart of what this page measures itself. */
export interface OwnChart {
  readonly id: Extract<OwnSeries, 'fps' | 'bytesPerSecond' | 'roundTripMs' | 'inputToScreenMs' | 'decodeMs' | 'queueMs'>
  readonly lines: readonly OwnSeries[]
  /** The scale reaches at least this far. */
  readonly topAtLeast: number
  /** The large figure; its unit follows from the words, or stands in it already. */
  format(value: number): string
  /** Beside the axis, where there is little room. */
  formatAxis(value: number): string
  readonly hasOwnUnit?: boolean
  /** What is said where the machine gives no such value. */
  readonly absent?: WordKey
}

const whole = (value: number) => formatNumber(value)
const fine = (value: number) => formatNumber(value, value < 10 ? 1 : 0)

/** In the order to show them: what is seen first, then why it may be slow. */
export const ownCharts: readonly OwnChart[] = [
  { id: 'fps', lines: ['fps'], topAtLeast: 10, format: fine, formatAxis: whole },
  {
    id: 'bytesPerSecond',
    lines: ['bytesPerSecond'],
    topAtLeast: 12_500,
    format: formatBitrate,
    formatAxis: value => formatNumber((value * 8) / 1e6, 1),
    hasOwnUnit: true,
  },
  {
    id: 'roundTripMs',
    lines: ['roundTripMs'],
    topAtLeast: 20,
    format: fine,
    formatAxis: fine,
    absent: 'stats.noRoundTrip',
  },
  {
    id: 'inputToScreenMs',
    lines: ['inputToScreenMs'],
    topAtLeast: 50,
    format: fine,
    formatAxis: fine,
    absent: 'stats.noInput',
  },
  { id: 'decodeMs', lines: ['decodeMs', 'paintMs'], topAtLeast: 100, format: whole, formatAxis: whole },
  { id: 'queueMs', lines: ['queueMs'], topAtLeast: 100, format: whole, formatAxis: whole },
]
