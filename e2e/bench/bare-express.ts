/** The ceiling of the server bench: Express answering a small JSON, and nothing else. */
import express from 'express';

const app = express();
app.disable('x-powered-by');
app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
app.post('/', (_request, response) => void response.status(201).json({ id: 'ses_0', status: 'pending' }));
app.listen(Number(process.env['PORT']), '127.0.0.1');
