import { useQuery } from '@tanstack/react-query'
import { ChevronRight, CircleAlert, FolderOpen, RefreshCw } from 'lucide-react'
import { useState } from 'react'
import type { FilesCapability } from '../../devices/capabilities/files'
import type { Device } from '../../devices/device'
import { failureWords } from '../../session/failureWords'
import { queries } from '../../session/queries'
import { Button } from '../../ui/Button'
import { IconButton } from '../../ui/IconButton'
import { MessageView } from '../../ui/MessageView'
import { useWords } from '../../ui/useWords'
import { FileTable } from './FileTable'

interface FilesPanelProps {
  readonly capability: FilesCapability
  readonly device: Device
}

/** The machine's downloads folder: a listing to walk through, with downloads where the machine serves content. */
export function FilesPanel({ capability, device }: FilesPanelProps) {
  const t = useWords()
  const [folders, setFolders] = useState<readonly string[]>([])
  const path = folders.join('/')
  const { data, error, isFetching, refetch } = useQuery(
    { queryKey: [device.id, 'files', path], queryFn: ({ signal }) => capability.list(path, signal) },
    queries,
  )
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3">
      <div className="flex items-center gap-2">
        <Trail folders={folders} onGo={setFolders} />
        <IconButton
          icon={RefreshCw}
          label={t('files.refresh')}
          tipSide="end"
          disabled={isFetching}
          onClick={() => void refetch()}
        />
      </div>
      {error && (
        <MessageView
          icon={CircleAlert}
          {...failureWords(error)}
          action={<Button onClick={() => void refetch()}>{t('catalog.tryAgain')}</Button>}
        />
      )}
      {!error && !data && (
        <div
          role="status"
          aria-label={t('files.loading')}
          className="h-40 animate-late rounded-outer border border-line bg-raised"
        />
      )}
      {!error && data?.length === 0 && (
        <MessageView icon={FolderOpen} what={t('files.empty.what')} cause={t('files.empty.cause')} />
      )}
      {!error && data && data.length > 0 && (
        <FileTable files={data} capability={capability} path={path} onOpen={name => setFolders([...folders, name])} />
      )}
    </div>
  )
}

/** Where we are, as steps back to the top. */
function Trail({ folders, onGo }: { folders: readonly string[]; onGo(folders: readonly string[]): void }) {
  const t = useWords()
  return (
    <nav aria-label={t('files.path')} className="min-w-0 flex-1">
      <ol className="flex flex-wrap items-center">
        {[t('files.top'), ...folders].map((name, depth) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step of the path is its depth
          <li key={depth} className="flex min-w-0 items-center">
            {depth > 0 && <ChevronRight size={14} aria-hidden="true" className="text-ink-3" />}
            <Button
              tone="quiet"
              className="min-w-0 px-1.5"
              translate={depth > 0 ? 'no' : undefined}
              aria-current={depth === folders.length ? 'location' : undefined}
              onClick={() => onGo(folders.slice(0, depth))}
            >
              <span className="truncate">{name}</span>
            </Button>
          </li>
        ))}
      </ol>
    </nav>
  )
}
