import { answer, api } from '@/platform/client'
import type { components } from '@/platform/schema'

type Schemas = components['schemas']
export type Dashboard = Schemas['Dashboard']
export type Figure = Schemas['DashboardNumber']
export type FigureName = Schemas['DashboardFigure']
export type FigureRow = Schemas['DashboardRow']
export type Part = Schemas['DashboardPart']
export type Period = Schemas['DashboardPeriod']
export type Board = 'company' | 'agent' | 'platform'

export const PERIODS: Period[] = ['today', '7d', '30d', '90d']

export const fetchDashboard = (board: Board, period: Period): Promise<Dashboard> => {
  const params = { query: { period } }
  switch (board) {
    case 'company':
      return answer(api.GET('/api/v1/dashboards/company', { params }))
    case 'agent':
      return answer(api.GET('/api/v1/dashboards/agent', { params }))
    case 'platform':
      return answer(api.GET('/api/v1/dashboards/platform', { params }))
  }
}

/** Which of a figure's rows: of one who is responsible, of a stage, of an hour or a day. */
export interface Narrowed {
  member?: string
  stage?: string
  part?: string
}

/** The rows behind a figure, page by page. */
export const fetchRows = (board: Board, figure: FigureName, period: Period, after?: string, { member, stage, part }: Narrowed = {}): Promise<{ items: FigureRow[]; next?: string | null }> => {
  const path = { figure }
  const query = { period, after, limit: 50 }
  switch (board) {
    case 'company':
      return answer(api.GET('/api/v1/dashboards/company/figures/{figure}', { params: { path, query: { ...query, member, part } } }))
    case 'agent':
      return answer(api.GET('/api/v1/dashboards/agent/figures/{figure}', { params: { path, query: { ...query, stage } } }))
    case 'platform':
      return answer(api.GET('/api/v1/dashboards/platform/figures/{figure}', { params: { path, query: { ...query, part } } }))
  }
}
