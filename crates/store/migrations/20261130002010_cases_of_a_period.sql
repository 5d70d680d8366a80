-- Supervision counts the cases of a period. Cases come in by the time of their receipt, so an index without order finds
-- their pages, and costs an import next to nothing.

create index cases_received on core.cases using brin (received_at) with (pages_per_range = 16);
