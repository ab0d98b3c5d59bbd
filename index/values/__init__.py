"""What everything else speaks of: errors, dates, statements, fields, findings. It knows nothing else of ours."""
