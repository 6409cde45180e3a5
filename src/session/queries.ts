import { QueryClient } from '@tanstack/react-query'

/**
 * What the page asked of devices, under keys that begin with the device's id. Hooks get it as their last argument
 * (`useQuery(options, queries)`), so that nothing of it is loaded before a part of the page asks.
 *
 * Nothing is repeated behind the operator's back: a refused sign-in that is tried again locks an address out (KasmVNC
 * after five). Devices stand in the operator's own network, so being "offline" stops nothing.
 */
export const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: false, networkMode: 'always', refetchOnReconnect: false },
    mutations: { retry: false, networkMode: 'always' },
  },
})
