import 'uplot/dist/uPlot.min.css'
import { useEffect, useRef } from 'react'
import type { ChartGroup } from '../engine/chart/ChartGroup'
import { TimeChart, type TimeChartOptions } from '../engine/chart/TimeChart'

export interface ChartViewProps {
  readonly group: ChartGroup
  /** Made once: a new object is a new chart. */
  readonly options: TimeChartOptions
  /** What it shows, in one sentence with the present value. */
  readonly label: string
}

/** A place for a chart, which follows its rings by itself, past React. */
export function ChartView({ group, options, label }: ChartViewProps) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const chart = new TimeChart(group, options)
    box.current?.append(chart.element)
    return () => chart.dispose()
  }, [group, options])
  return <div ref={box} role="img" aria-label={label} dir="ltr" style={{ height: options.heightPx }} />
}
