import '@vscode-elements/elements/dist/vscode-button/index.js'
import '@vscode-elements/elements/dist/vscode-icon/index.js'
import '@vscode-elements/elements/dist/vscode-progress-ring/index.js'
import 'uplot/dist/uPlot.min.css'
import './style.css'
import type { AppMessage, HostMessage, SavedState } from '../protocol'
import { QualityChart } from './chart'
import { QualityApp } from './qualityApp'

interface WebviewApi {
  postMessage(message: AppMessage): void
  setState(state: SavedState): void
}

declare function acquireVsCodeApi(): WebviewApi

customElements.define('drydock-chart', QualityChart)
customElements.define('drydock-quality', QualityApp)

const api = acquireVsCodeApi()
const { folder = '', path = '' } = document.body.dataset
api.setState({ version: 1, folder, path })
const app = new QualityApp()
app.tell = (message) => api.postMessage(message)
window.addEventListener('message', ({ data }: MessageEvent<HostMessage>) => {
  app.state = data.state
})
document.body.append(app)
app.tell({ kind: 'ready' })
