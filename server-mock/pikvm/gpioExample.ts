/** How one output behaves. `pulseS`: usual, shortest and longest, in seconds; 0 = none. */
export interface GpioOutput {
  readonly driver: string
  readonly pin: string
  readonly isSwitch: boolean
  readonly pulseS: readonly [usual: number, min: number, max: number]
  /** The input that this output is wired to. */
  readonly wiredTo?: string
  /** A command that takes so long, instead of a pin. */
  readonly commandMs?: number
  /** Sends a wake-up packet to the machine. */
  readonly wakes?: boolean
  /** Its driver cannot be reached. */
  readonly isDead?: boolean
}

export interface GpioSetup {
  readonly inputs: Readonly<Record<string, { readonly driver: string; readonly pin: string }>>
  readonly outputs: Readonly<Record<string, GpioOutput>>
  readonly title: readonly object[]
  readonly table: readonly (readonly object[] | null)[]
}

const button = { driver: '__gpio__', isSwitch: false, pulseS: [0.1, 0.1, 0.1] } as const
const label = (text: string) => ({ type: 'label', text })
const input = (channel: string, color: string) => ({ type: 'input', channel, color })
const output = (channel: string, text: string, more: { confirm?: boolean; hide?: boolean } = {}) => ({
  ...{ type: 'output', channel, confirm: more.confirm ?? false, hide: more.hide ?? false, text },
})

/** The example of PiKVM's own documentation and test environment (kvmd testenv/v2-hdmi-rpi4.override.yaml). */
export const gpioExample: GpioSetup = {
  inputs: { led1: { driver: '__gpio__', pin: '19' }, led2: { driver: '__gpio__', pin: '16' } },
  outputs: {
    __v3_usb_breaker__: { driver: '__gpio__', pin: '5', isSwitch: true, pulseS: [0, 0, 0] },
    broken: { ...button, driver: 'cmdfail', pin: '0', isDead: true },
    button1: { ...button, pin: '26', wiredTo: 'led1' },
    button2: { ...button, pin: '20', wiredTo: 'led2' },
    cmd1: { ...button, driver: 'cmd1', pin: '0', commandMs: 3_000 },
    relay1: { driver: '__gpio__', pin: '21', isSwitch: true, pulseS: [0.1, 0.1, 0.1] },
    relay2: { driver: '__gpio__', pin: '13', isSwitch: true, pulseS: [2, 0.1, 5] },
    wol_server1: { ...button, driver: 'wol_server1', pin: '0', wakes: true },
  },
  title: [label('Switches')],
  table: [
    [label('Generic GPIO leds')],
    null,
    [label('Test 1:'), input('led1', 'green'), output('button1', 'Click')],
    [label('Test 2:'), input('led2', 'red'), output('button2', 'Testing', { confirm: true })],
    null,
    [label('HID Relays /dev/hidraw0')],
    null,
    [label('Relay #1:'), output('relay1', 'Boop 0.1', { confirm: true, hide: true })],
    [label('Relay #2:'), output('relay2', 'Boop 2.0')],
    null,
    [label('Server:'), output('wol_server1', 'Send Wake-on-LAN')],
    [label('Cmd #1:'), output('cmd1', 'Run sleep 3', { confirm: true })],
    [label('Broken:'), output('broken', 'Fail')],
  ],
}

/** A device whose owner set up nothing. */
export const noGpio: GpioSetup = { inputs: {}, outputs: {}, title: [label('GPIO')], table: [] }
