"""Proposals, their reviews, and the threads about a design or a proposal."""

from django.urls import path

from designer.web.views import review, reviews, threads

_REVIEW = "d/<int:number>/reviews/<int:review>/"

urlpatterns = [
    path("d/<int:number>/propose/", reviews.propose, name="propose"),
    path("d/<int:number>/reviews/", reviews.reviews, name="reviews"),
    path(_REVIEW, review.review, name="review"),
    path(f"{_REVIEW}edit/", reviews.review_edit, name="review_edit"),
    path(f"{_REVIEW}file/", reviews.review_file, name="review_file"),
    path(f"{_REVIEW}open/", reviews.review_open, name="review_open"),
    path(f"{_REVIEW}close/", reviews.review_close, name="review_close"),
    path(f"{_REVIEW}decide/", review.review_decide, name="review_decide"),
    path(f"{_REVIEW}merge/", review.review_merge, name="review_merge"),
    path(f"{_REVIEW}update/", review.review_update, name="review_update"),
    path("d/<int:number>/threads/new/", threads.thread_new, name="thread_new"),
    path("d/<int:number>/threads/<uuid:thread>/reply/", threads.thread_reply, name="thread_reply"),
    path("d/<int:number>/threads/<uuid:thread>/resolve/", threads.thread_resolve, name="thread_resolve"),
    path("d/<int:number>/threads/<uuid:thread>/suggest/", threads.thread_suggest, name="thread_suggest"),
    path("d/<int:number>/threads/<uuid:thread>/<uuid:comment>/edit/", threads.comment_edit, name="comment_edit"),
    path("d/<int:number>/threads/<uuid:thread>/<uuid:comment>/delete/", threads.comment_delete, name="comment_delete"),
    path("d/<int:number>/threads/<uuid:thread>/<uuid:comment>/apply/", threads.comment_apply, name="comment_apply"),
]
