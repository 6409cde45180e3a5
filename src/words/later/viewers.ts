/** Words about others who look at the same machine. */
export const viewersWords = {
  joined: '{{names}} joined',
  left: '{{names}} left',
  right: {
    read: {
      taken: 'You may not see this screen any more: the machine stopped sending its picture',
      given: 'You may see this screen again',
    },
    write: {
      taken: 'You may only look now: the machine does not take your keys and pointer any more',
      given: 'Your keys and pointer are taken again',
    },
  },
} as const
