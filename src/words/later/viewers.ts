/** Words about others who look at the same machine. */
export const viewersWords = {
  joined: '{{names}} joined',
  left: '{{names}} left',
  right: {
    read: {
      taken: 'The machine stopped sending its picture: this account may not see it any more',
      given: 'This account may see the screen again',
    },
    write: {
      taken: 'You may only look now: the machine does not take your keys and pointer any more',
      given: 'Your keys and pointer are taken again',
    },
  },
} as const
