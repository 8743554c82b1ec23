/** Rule segments that the demo starts with, one for each thing that a rule can ask. */
export const DEMO_SEGMENTS = `segments:
  - id: new-families
    name: New families
    description: Bought baby goods at least three times.
    rule:
      count: { modality: transactions, type: purchase, where: { category: Baby }, atLeast: 3 }

  - id: electronics-spenders
    name: Electronics spenders
    description: Paid 500 or more for electronics and hardly return anything.
    rule:
      all:
        - sum: { modality: transactions, type: purchase, where: { category: Electronics }, atLeast: 500 }
        - not:
            count: { modality: transactions, type: refund, atLeast: 3 }

  - id: outdoor-circles
    name: Outdoor circles
    description: Look at outdoor gear, and at least two friends bought some.
    rule:
      all:
        - count: { modality: browsing, where: { category: Outdoor }, atLeast: 3 }
        - friends:
            who:
              count: { modality: transactions, type: purchase, where: { category: Outdoor }, atLeast: 1 }
            atLeast: 2

  - id: window-shoppers
    name: Window shoppers
    description: Viewed twenty pages or more and never bought.
    rule:
      all:
        - count: { modality: browsing, type: view, atLeast: 20 }
        - count: { modality: transactions, type: purchase, atMost: 0, whenMissing: zero }

  - id: young-newsletter-readers
    name: Young newsletter readers
    description: Born in 1998 or later, and agreed to the newsletter.
    rule:
      all:
        - trait: { name: birthYear, atLeast: 1998 }
        - trait: { name: newsletter, equals: true }

  - id: serial-returners
    name: Serial returners
    description: Gave back three order lines or more.
    rule:
      count: { modality: transactions, type: refund, atLeast: 3 }

  - id: place-regulars
    name: Regulars of our places
    description: Visited the shop's places on at least six different days.
    rule:
      distinct: { modality: location, type: check_in, of: day, atLeast: 6 }
`;
