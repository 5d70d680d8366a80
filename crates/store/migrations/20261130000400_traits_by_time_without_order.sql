-- Cases that may be of one matter are looked up by a key, the nearest in time first. As long as the table has no
-- statistics, as during a first import, the planner took the order of this index for them and read a region's whole
-- month for each. An index that has no order serves what is left for it: the cases of a period.

drop index core.case_traits_received;
create index case_traits_received on core.case_traits using brin (received_at) with (pages_per_range = 16);
