/** Words of the press whose length is chosen. */
export const pressWords = {
  title: 'Press of a chosen length',
  length: 'How long the button is held',
  seconds: '{{value}} s',
  press: 'Hold it down',
  short: 'As a finger would: the system decides what a short press means.',
  cuts: 'From about 4 s on most machines lose their power, and what was not saved.',
} as const
