-- What finished jobs have cost, by month and model: run it in Log Analytics, over the project's bucket `_Default`.
-- The bucket must have been upgraded once: `gcloud logging buckets update _Default --location=global --enable-analytics`.
-- PROJECT stands for the project. Every settled job has left one line `job.settled` with what it cost in millionths of a
-- dollar: its order at the provider, our own work, and a month of storage for what it left behind.
SELECT
  FORMAT_TIMESTAMP('%Y-%m', timestamp) AS month,
  JSON_VALUE(json_payload.job_type) AS job_type,
  JSON_VALUE(json_payload.model) AS model,
  JSON_VALUE(json_payload.state) AS state,
  COUNT(*) AS jobs,
  SUM(INT64(json_payload.amount)) AS credits,
  ROUND(SUM(INT64(json_payload.provider_micro_usd)) / 1e6, 2) AS provider_usd,
  ROUND(SUM(INT64(json_payload.compute_micro_usd)) / 1e6, 4) AS compute_usd,
  ROUND(SUM(INT64(json_payload.storage_micro_usd)) / 1e6, 4) AS storage_usd,
  ROUND(SUM(INT64(json_payload.provider_micro_usd) + INT64(json_payload.compute_micro_usd)
    + INT64(json_payload.storage_micro_usd)) / 1e6 / COUNT(*), 4) AS usd_per_job
FROM `PROJECT.global._Default._AllLogs`
WHERE JSON_VALUE(json_payload.event) = 'job.settled'
  AND timestamp > TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 90 DAY)
GROUP BY month, job_type, model, state
ORDER BY month DESC, jobs DESC
LIMIT 1000
