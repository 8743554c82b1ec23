import { SHOP_TIME_ZONE } from '../time.ts';

/** The sources of the demo shop as they stand in its `portrait.yaml`. */
export const DEMO_SOURCES = `sources:
  # What the shop sells, and where.
  - id: catalogue
    connector: files
    config:
      streams:
        - { name: items, path: items.csv, key: [sku], version: updated_at }
        - { name: places, path: places.csv, key: [place_id] }
    streams:
      - name: items
        map:
          item:
            id: sku
            title: title
            categories: { field: category, separator: ' > ' }
            price: { field: price, as: number }
            attributes: { brand: brand }
      - name: places
        map:
          item:
            id: place_id
            title: name
            categories: [{ const: Places }, kind]
            latitude: { field: latitude, as: number }
            longitude: { field: longitude, as: number }
            attributes:
              neighbourhood: neighbourhood
              opensAt: opens_at
              closesAt: closes_at
              openOnSunday: { field: open_on_sunday, as: boolean }

  # Who the customers say they are. A shared browser makes two customer ids one user.
  - id: customers
    connector: files
    config:
      streams:
        - { name: customers, path: customers.csv, key: [customer_id], version: updated_at }
    streams:
      - name: customers
        map:
          - user:
              ids: { customer: customer_id, anonymous: anonymous_id }
              traits:
                birthYear: { field: birth_year, as: number }
                city: city
                neighbourhood: neighbourhood
                newsletter: { field: newsletter, as: boolean }
                signedUp: signed_up
          - consent:
              user: { customer: customer_id }
              purpose: newsletter
              granted: { field: newsletter, as: boolean }

  # What they look at. The click stream is delivered by month, late, and sometimes twice.
  - id: clicks
    connector: files
    config:
      streams:
        - { name: clicks, path: 'clicks/*.jsonl.gz', key: [id] }
    streams:
      - name: clicks
        map:
          - when: { field: event, equals: product_viewed }
            event:
              modality: browsing
              type: view
              at: time
              user: { customer: visitor.customer_id, anonymous: visitor.anonymous_id }
              item: sku
              value: dwell_seconds
              attributes: { sessionId: session }
          - when: { field: event, in: [product_added, product_removed] }
            event:
              modality: browsing
              type: { field: event, values: { product_added: cart, product_removed: cart_removal } }
              at: time
              user: { customer: visitor.customer_id, anonymous: visitor.anonymous_id }
              item: sku
              value: quantity
              attributes: { sessionId: session }
          - when: { field: event, equals: products_searched }
            event:
              modality: browsing
              type: search
              at: time
              user: { customer: visitor.customer_id, anonymous: visitor.anonymous_id }
              attributes: { sessionId: session, query: query }

  # What they buy and give back. Times are the shop's own; a later row corrects an earlier one.
  - id: orders
    connector: files
    config:
      streams:
        - { name: orders, path: 'orders/*.csv', key: [order_id, line, kind], version: updated_at }
    streams:
      - name: orders
        map:
          event:
            modality: transactions
            type: { field: kind, values: { sale: purchase, refund: refund } }
            at: ordered_at
            timezone: ${SHOP_TIME_ZONE}
            user: { customer: customer_id }
            item: sku
            value: { field: line_total, as: number }
            attributes:
              orderId: order_id
              quantity: { field: quantity, as: number }
              discount: { field: discount, as: number }
              currency: currency
              payment: payment
              place: place_id

  # Where their telephones are seen; at one of the shop's own places it is a visit.
  - id: pings
    connector: files
    config:
      streams:
        - { name: pings, path: 'pings/*.parquet', key: [ping_id] }
    streams:
      - name: pings
        map:
          - when: { field: place_id, present: true }
            event:
              modality: location
              type: check_in
              at: { field: at_ms, format: epoch_ms }
              user: { customer: customer_id, device: device_id }
              item: place_id
              attributes: { latitude: latitude, longitude: longitude, accuracy: accuracy }
          - when: { field: place_id, present: false }
            event:
              modality: location
              type: ping
              at: { field: at_ms, format: epoch_ms }
              user: { customer: customer_id, device: device_id }
              attributes: { latitude: latitude, longitude: longitude, accuracy: accuracy }

  # Who is friends with whom; a friendship that ended comes again, marked as removed.
  - id: friends
    connector: files
    config:
      streams:
        - { name: friends, path: friends.csv, key: [customer_a, customer_b], version: updated_at }
    streams:
      - name: friends
        map:
          when: { field: removed, equals: false }
          edge:
            type: friend
            at: since
            user: { customer: customer_a }
            other: { customer: customer_b }
`;
