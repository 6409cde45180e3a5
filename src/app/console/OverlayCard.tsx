import { Card, type CardProps } from '../../ui/Card'
import { classes } from '../../ui/classes'

/** One card in the middle of the picture. What lies beside it stays in view, and in reach. */
export function OverlayCard({ className, ...rest }: CardProps) {
  return (
    <div className="pointer-events-none absolute inset-0 grid place-items-center overflow-y-auto p-4">
      <Card
        level="overlay"
        className={classes('pointer-events-auto w-full max-w-105 animate-appear p-5', className)}
        {...rest}
      />
    </div>
  )
}
