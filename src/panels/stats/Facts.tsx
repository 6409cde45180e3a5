import type { ReactNode } from 'react'
import { Card } from '../../ui/Card'

/** Names and values side by side; what is not told is left out. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <Card className="p-3">
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5">
        {facts
          .filter(([, value]) => value !== undefined)
          .map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-ink-3">{name}</dt>
              <dd className="font-medium tabular-nums">{value}</dd>
            </div>
          ))}
      </dl>
    </Card>
  )
}
