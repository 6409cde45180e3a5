import { useState } from 'react'
import { ChartGroup } from '../engine/chart/ChartGroup'

export type { ChartGroup, ChartMark } from '../engine/chart/ChartGroup'
export type { ChartBand } from '../engine/chart/drawEvents'
export type { ChartLine } from '../engine/chart/TimeChart'

/**
 * What the charts of one panel share: the time they show, pause, zoom, crosshair, marks.
 *
 * @example const group = useChartGroup(120_000)
 */
export function useChartGroup(spanMs: number): ChartGroup {
  const [group] = useState(() => new ChartGroup(spanMs))
  return group
}
