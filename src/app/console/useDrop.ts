import { type DragEvent, useState } from 'react'
import { notify } from '../../stores/notices'
import type { Console } from './useConsole'

export interface Drop {
  /** Files are held over the picture. */
  readonly isOver: boolean
  readonly handlers: {
    onDragOver(event: DragEvent): void
    onDragLeave(event: DragEvent): void
    onDrop(event: DragEvent): void
  }
}

/**
 * Files dropped on the picture are uploaded as images, and the media panel shows how far they are. `undefined` where the
 * machine takes none.
 *
 * @example <section {...drop?.handlers}>
 */
export function useDrop({ device, capabilities: { media }, openPanel }: Console): Drop | undefined {
  const [isOver, setOver] = useState(false)
  if (!device || !media) return undefined
  const take = async (files: readonly File[]) => {
    const { dropFiles } = await import('../../panels/media/dropFiles')
    for (const text of await dropFiles(device, media, files)) notify({ tone: 'warn', text })
  }
  return {
    isOver,
    handlers: {
      onDragOver(event) {
        if (!event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setOver(true)
      },
      onDragLeave(event) {
        if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) setOver(false)
      },
      onDrop(event) {
        event.preventDefault()
        setOver(false)
        const files = [...event.dataTransfer.files]
        openPanel('media')
        void take(files)
      },
    },
  }
}
