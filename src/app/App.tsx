import { CircleAlert, LoaderCircle } from 'lucide-react'
import { lazy, Suspense, useEffect, useMemo } from 'react'
import type { Credentials } from '../devices/device'
import { type MachineRegistry, machines } from '../session/registry'
import { Button } from '../ui/Button'
import { ErrorBoundary } from '../ui/ErrorBoundary'
import { MessageView } from '../ui/MessageView'
import { useWords } from '../ui/useWords'
import { t, withWords } from '../words/words'
import { useAddress } from './address'
import type { CatalogResult, fetchCatalog } from './catalog'
import type { Launch } from './launch'
import { Toasts } from './Toasts'
import { type Target, targetOf } from './target'
import { stickyNotice, tellLocked } from './tellLaunch'
import { useCatalog } from './useCatalog'

const loadHome = withWords(() => import('./home/HomeShell').then(m => ({ default: m.HomeShell })))
const loadConsole = () => import('./console/ConsoleShell').then(m => ({ default: m.ConsoleShell }))
const HomeShell = lazy(loadHome)
const ConsoleShell = lazy(loadConsole)
const KioskShell = lazy(withWords(() => import('./kiosk/KioskShell').then(m => ({ default: m.KioskShell }))))
const EmbedShell = lazy(() => import('./embed/EmbedShell').then(m => ({ default: m.EmbedShell })))
const loadDetours = withWords(() => import('./Detours'))
const UnknownMachine = lazy(() => loadDetours().then(m => ({ default: m.UnknownMachine })))
const NotBuilt = lazy(() => loadDetours().then(m => ({ default: m.NotBuilt })))

export interface AppProps {
  readonly launch: Launch
  /** The password of the address, for the machine it named; empty afterwards. */
  takeCredentials(id: string): Credentials | undefined
  readonly registry?: MachineRegistry
  readonly catalog?: typeof fetchCatalog
}

/** How long a kiosk shows each of several machines, where the address does not say, ms. */
const kioskDwellMs = 30_000

/** A list that names no portal lets none do anything; without a list of machines nothing is withheld. */
function embedOriginsOf(catalog: CatalogResult['catalog']) {
  return catalog && !catalog.isOwnDevice ? (catalog.embedOrigins ?? nobody) : undefined
}

const nobody = {}

/** Picks the shell that the address asks for. */
export function App({ launch, takeCredentials, registry = machines, catalog: fetch }: AppProps) {
  const values = useAddress()
  const [result, askAgain] = useCatalog(fetch)
  // The shell comes beside the list, not after it. A failure shows when it is rendered.
  useEffect(() => void (launch.values.device ? loadConsole() : loadHome()).catch(() => {}), [launch])
  const target = useMemo(() => result && targetOf(values, result, document.baseURI), [values, result])

  useEffect(() => {
    return result?.catalog && tellLocked(launch.named, result.catalog.locked)
  }, [result, launch])
  const refused = target?.kind === 'list' ? target.refused : undefined
  useEffect(() => {
    if (!refused) return
    return stickyNotice(() => t('launch.adHocNotAllowed'))
  }, [refused])

  const shell = ({ entry, connects }: Extract<Target, { kind: 'machine' }>) => ({
    ...{ entry, connects, registry, takeCredentials },
    ...{ repeaterId: values.repeaterId, panel: values.panel },
  })
  return (
    <ErrorBoundary fallback={error => <Crash error={error} />}>
      <div className="flex h-full flex-col">
        <Suspense fallback={<Loading />}>
          {!target && <Loading />}
          {target?.kind === 'list' && <HomeShell result={result} registry={registry} onAskAgain={askAgain} />}
          {target?.kind === 'unknown-machine' && <UnknownMachine id={target.id} />}
          {target?.kind === 'not-built' && <NotBuilt mode={target.mode} device={values.device?.[0]} />}
          {target?.kind === 'kiosk' && (
            <KioskShell
              entries={target.entries}
              dwellMs={values.dwellMs ?? kioskDwellMs}
              registry={registry}
              onAskAgain={askAgain}
            />
          )}
          {target?.kind === 'machine' && values.mode === 'embed' && (
            <EmbedShell key={target.entry.id} origins={embedOriginsOf(result?.catalog)} {...shell(target)} />
          )}
          {target?.kind === 'machine' && values.mode !== 'embed' && (
            <ConsoleShell key={target.entry.id} entries={result?.catalog?.entries ?? []} {...shell(target)} />
          )}
        </Suspense>
      </div>
      {/* Nobody reads messages on a wall. */}
      {values.mode !== 'kiosk' && <Toasts />}
    </ErrorBoundary>
  )
}

function Loading() {
  const t = useWords()
  return (
    <main className="m-auto flex animate-late items-center gap-2 text-ink-3">
      <LoaderCircle size={16} strokeWidth={1.75} aria-hidden="true" className="animate-turn" />
      <p role="status">{t('app.loading')}</p>
    </main>
  )
}

function Crash({ error }: { error: Error }) {
  const t = useWords()
  return (
    <main className="flex h-full">
      <MessageView
        isPage
        icon={CircleAlert}
        what={t('crash.what')}
        cause={t('crash.cause', { detail: error.message })}
        action={
          <Button tone="primary" onClick={() => location.reload()}>
            {t('crash.action')}
          </Button>
        }
      />
    </main>
  )
}
