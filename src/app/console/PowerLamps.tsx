import type { PowerCapability } from '../../devices/capabilities/power'
import { nameOfTarget } from '../../session/nameOfTarget'
import { useMaybe } from '../../session/useMaybe'
import { useReadable } from '../../session/useReadable'
import { classes } from '../../ui/classes'
import { Lamp, type LampState } from '../../ui/Lamp'
import { useWords } from '../../ui/useWords'

/**
 * The machine's power and disk lamps, always in view; of several behind one device, those of the one that is shown, with
 * its name. Shape and hidden words tell what colour repeats.
 */
export function PowerLamps({ power }: { power: PowerCapability }) {
  const t = useWords()
  const shown = useMaybe(power.targets)?.shown
  const { power: state, diskLed } = useReadable((shown?.power ?? power).state)
  const lamps = [
    ['pwr', state, 'ok'],
    ['hdd', diskLed === undefined ? 'unknown' : diskLed ? 'on' : 'off', 'accent'],
  ] as const satisfies readonly (readonly ['pwr' | 'hdd', LampState, 'ok' | 'accent'])[]
  return (
    <span className="flex shrink-0 items-center gap-3 px-2 font-medium whitespace-nowrap max-[26rem]:px-1">
      {shown && (
        <span className="max-w-40 truncate text-ink-2 max-[26rem]:max-w-16" translate="no">
          {nameOfTarget(shown)}
        </span>
      )}
      {lamps.map(([id, lamp, tone]) => (
        <span
          key={id}
          className={classes('flex items-center gap-2', id === 'hdd' && 'max-[26rem]:hidden')}
          data-lamp-of={id}
        >
          <Lamp state={lamp} {...(lamp === 'on' && { tone })} />
          <span aria-hidden="true">{t(`lamps.${id}`)}</span>
          <span className="sr-only">{t('lamps.name', { lamp: t(`lamps.${id}`), state: t(`lamps.${lamp}`) })}</span>
        </span>
      ))}
    </span>
  )
}
