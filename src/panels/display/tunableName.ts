import { screenWords } from '../../words/later/screen'
import { t } from '../../words/words'

type NameId = keyof typeof screenWords.name
type ValueId = keyof typeof screenWords.value

/** What an operator calls a device's value; its own id where the catalogue has no word. */
export function tunableName(id: string): string {
  return Object.hasOwn(screenWords.name, id) ? t(`screen.name.${id as NameId}`) : id
}

/** The same for one of its choices: presets have names, resolutions and codecs stand as the device writes them. */
export function valueName(value: string): string {
  return Object.hasOwn(screenWords.value, value) ? t(`screen.value.${value as ValueId}`) : value
}
