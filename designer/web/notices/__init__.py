"""Telling people and programs what happened: `outbox` turns events into notifications and messages, `mails` and `hooks`
send them. Workers do it as errands (`designer.jobs.errands`), each as often as it takes; nothing waits in a request.
"""
