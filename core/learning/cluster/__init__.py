"""Work on a Dask cluster: we send it and take results; scheduling, retries, spilling and TLS are Dask's."""
