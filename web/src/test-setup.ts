import { refuseIconRequests } from './app/icons'

refuseIconRequests()
