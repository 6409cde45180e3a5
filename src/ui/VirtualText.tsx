import { useMemo } from 'react'
import { piecesOf } from './pieces'
import { VirtualList } from './VirtualList'

export interface VirtualTextProps {
  readonly label: string
  readonly text: string
  readonly className?: string
}

/** A text of any length to read: only what is in sight exists. */
export function VirtualText({ label, text, className }: VirtualTextProps) {
  const pieces = useMemo(() => piecesOf(text), [text])
  return (
    <VirtualList
      label={label}
      items={pieces}
      keyOf={(_, at) => at}
      row={piece => <Piece text={piece} />}
      rowPx={360}
      isPlain
      {...(className && { className })}
    />
  )
}

/** The break at its end is the edge of the row. */
function Piece({ text }: { text: string }) {
  return (
    <pre translate="no" className="px-2 font-mono break-all whitespace-pre-wrap">
      {text.endsWith('\n') ? text.slice(0, -1) || ' ' : text}
    </pre>
  )
}
