import { type PointerEvent, useRef } from 'react'
import { type Area, wholePicture } from './cropPicture'

interface PictureAreaProps {
  readonly url: string
  readonly label: string
  readonly area: Area
  onChoose(area: Area): void
}

/** A drag shorter than this, in shares of the picture, is a click: the whole picture. */
const clickShare = 0.01

/** A still picture on which a part can be chosen by dragging; a click chooses all of it again. */
export function PictureArea({ url, label, area, onChoose }: PictureAreaProps) {
  const start = useRef<{ x: number; y: number }>(undefined)
  const placeOf = ({ clientX, clientY, currentTarget }: PointerEvent) => {
    const box = currentTarget.getBoundingClientRect()
    const share = (value: number) => Math.min(1, Math.max(0, value))
    return { x: share((clientX - box.left) / box.width), y: share((clientY - box.top) / box.height) }
  }
  const choose = (event: PointerEvent) => {
    const from = start.current
    if (!from) return
    const to = placeOf(event)
    const isClick = Math.abs(to.x - from.x) < clickShare || Math.abs(to.y - from.y) < clickShare
    onChoose(
      isClick
        ? wholePicture
        : {
            left: Math.min(from.x, to.x),
            top: Math.min(from.y, to.y),
            right: Math.max(from.x, to.x),
            bottom: Math.max(from.y, to.y),
          },
    )
  }
  const percent = (share: number) => `${share * 100}%`
  return (
    <div
      className="relative shrink-0 cursor-crosshair touch-none overflow-hidden rounded-outer border border-line select-none"
      onPointerDown={event => {
        start.current = placeOf(event)
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={choose}
      onPointerUp={event => {
        choose(event)
        start.current = undefined
      }}
    >
      <img src={url} alt={label} draggable={false} className="block w-full" />
      {area !== wholePicture && (
        <div
          aria-hidden="true"
          style={{
            left: percent(area.left),
            top: percent(area.top),
            width: percent(area.right - area.left),
            height: percent(area.bottom - area.top),
          }}
          className="pointer-events-none absolute border-2 border-accent shadow-[0_0_0_100vmax_var(--shade)]"
        />
      )}
    </div>
  )
}
