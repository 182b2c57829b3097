"""Pixels: images and videos in and out, grey, size, crops."""

from emolab.vision.crop import centre_square, crop_box
from emolab.vision.gray import to_gray
from emolab.vision.image import read_image, write_image
from emolab.vision.landmarks import LandmarkModel, interocular_error
from emolab.vision.resize import resize, resize_stack, resize_weights
from emolab.vision.video import Video, read_video, stream_video
from emolab.vision.write_video import write_video
