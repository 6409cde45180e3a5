import type { Preferences } from '../stores/preferences'

/** Keeps `<html data-theme>` at what the operator, the deployment or the address chose. */
export function followTheme(preferences: Preferences): () => void {
  const apply = () => {
    document.documentElement.dataset.theme = preferences.resolve('theme').value
  }
  apply()
  return preferences.layers.subscribe(apply)
}
