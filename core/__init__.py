"""autotag without a screen: rules, storage, learning, formats, jobs and the use cases over them."""
