import './ui/theme.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App'
import { adHocEntry } from './app/adHoc'
import { decodeLaunch } from './app/launch'
import { tellLaunchProblems } from './app/tellLaunch'
import { followTheme } from './app/theme'
import { trustOwnScripts } from './app/trustOwnScripts'
import type { Credentials } from './devices/device'
import { preferences } from './stores/preferences'
import { languageOf } from './words/languages'
import { setLanguage, startFirstWords } from './words/words'

trustOwnScripts()
const launch = decodeLaunch(location.search, location.hash)
// Before anything else runs: a password leaves the address bar, the history and every later `Referer`.
if (launch.cleaned !== undefined) history.replaceState(history.state, '', location.pathname + launch.cleaned)
preferences.applyUrl(launch.settings)
followTheme(preferences)

let password = launch.password
const named = launch.values.device?.[0] ?? adHocEntry(launch.values, location.href)?.id
/** Used once, and only by the machine that the address named beside it. */
function takeCredentials(id: string): Credentials | undefined {
  if (id !== named) return undefined
  const taken = password
  password = undefined
  return taken === undefined ? undefined : { password: taken }
}

const language = () => languageOf(preferences.resolve('language').value) ?? 'en'
document.documentElement.lang = language()
await startFirstWords(language())
preferences.layers.subscribe(() => {
  document.documentElement.lang = language()
  void setLanguage(language()).catch(() => {}) // not loaded: the page stays in the language it has
})
tellLaunchProblems(launch.problems)
const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <App launch={{ ...launch, password: undefined }} takeCredentials={takeCredentials} />
  </StrictMode>,
)
