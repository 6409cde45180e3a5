import { useMemo } from 'react'
import type { Capabilities } from '../../devices/capabilities/capabilities'
import type { Device } from '../../devices/device'
import { tellFailureLater } from '../../session/tellFailureLater'
import { recordAction } from '../../stores/actions'
import { notify } from '../../stores/notices'
import { loadWords, t } from '../../words/words'

/** What button, menu and key chord share: each tells what came of it. */
export interface ConsoleActions {
  screenshot(): void
  /** Begins or ends recording the picture. */
  record(): void
  press(label: string, codes: readonly string[]): void
  /** The same, once it is confirmed. */
  askAndPress(label: string, codes: readonly string[]): void
  releaseKeys(): void
  setViewOnly(viewOnly: boolean): void
}

/**
 * The actions of one console, for the capabilities its machine has now.
 *
 * @example const actions = useConsoleActions(device, name, capabilities)
 */
export function useConsoleActions(
  device: Device | undefined,
  name: string,
  { display, input }: Capabilities,
): ConsoleActions {
  return useMemo(() => {
    const id = device?.id ?? ''
    const done = (text: string) => recordAction(id, text)
    const press: ConsoleActions['press'] = (label, codes) =>
      input?.press(codes).then(
        () => done(t('action.sent', { what: label })),
        error => tellFailureLater(id, t('action.failed', { what: label }), error, label),
      )
    return {
      screenshot() {
        if (!display) return
        const { surface } = display
        const take = import('./savePicture').then(m => m.takeScreenshot(surface, name))
        take.then(
          () => {
            done(t('action.screenshotSaved'))
            notify({ tone: 'ok', text: t('action.screenshotSaved') })
          },
          error => tellFailureLater(id, t('action.screenshotFailed'), error),
        )
      },
      record() {
        if (!display || !device) return
        Promise.all([import('../../session/record'), import('./savePicture'), loadWords()])
          .then(([{ toggleRecording }, { saveRecording }]) =>
            toggleRecording(device, display.surface, video => saveRecording(video, name)),
          )
          .catch((error: unknown) => tellFailureLater(id, t('record.failed'), error))
      },
      press,
      askAndPress(label, codes) {
        Promise.all([import('../../stores/questions'), loadWords()])
          .then(([{ confirm }]) =>
            confirm({
              title: t('keys.askTitle', { what: label, name }),
              text: t('keys.askText'),
              action: t('keys.askSend', { what: label }),
            }),
          )
          .then(
            isConfirmed => isConfirmed && press(label, codes),
            error => tellFailureLater(id, t('action.failed', { what: label }), error),
          )
      },
      releaseKeys() {
        input?.releaseAll()
        done(t('action.keysReleased'))
      },
      setViewOnly(viewOnly) {
        input?.setViewOnly(viewOnly)
        done(viewOnly ? t('action.viewOnlyOn') : t('action.viewOnlyOff'))
      },
    }
  }, [device, name, display, input])
}
