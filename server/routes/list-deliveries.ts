import type { RequestHandler } from 'express';
import { z } from 'zod';
import { type DeliveryList, delivery } from '../contract/webhook.ts';
import { parse } from '../http/validate.ts';
import { deliveryView } from '../sessions/views.ts';
import type { Dependencies } from './dependencies.ts';
import { idOf } from './session-id.ts';

const query = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().min(1).max(200).optional(),
  status: delivery.shape.status.optional(),
});

/** `GET /v1/deliveries` and `GET /v1/sessions/{id}/deliveries`: what became of the webhooks to the merchant, newest first. */
export const listDeliveries =
  ({ sessions }: Dependencies): RequestHandler =>
  async (request, response) => {
    const { limit, cursor, status } = parse(query, request.query, 'query_invalid');
    const page = await sessions.deliveries({
      limit,
      ...(cursor !== undefined && { cursor }),
      ...(status !== undefined && { status }),
      ...(request.params['id'] !== undefined && { sessionId: idOf(request) }),
    });
    const answer: DeliveryList = {
      deliveries: page.deliveries.map(deliveryView),
      nextCursor: page.nextCursor,
    };
    response.json(answer);
  };
