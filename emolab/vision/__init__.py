"""Pixels: images and videos in and out, grey, size, crops."""

from emolab.vision.block_histogram import block_counts, block_histogram
from emolab.vision.box_tracking import Track, link_boxes, smooth_boxes, track_boxes
from emolab.vision.crop import centre_square, crop_box
from emolab.vision.crop_face import crop_face
from emolab.vision.dalal_triggs import dalal_triggs, dalal_triggs_blocks
from emolab.vision.face_detector import Box, FaceDetector
from emolab.vision.gray import to_gray
from emolab.vision.hog import HOG_CONVENTIONS, hog, hog_cells
from emolab.vision.hog_blocks import normalise_blocks, normalise_histograms
from emolab.vision.hog_histograms import image_gradient, orientation_histograms, orientation_votes
from emolab.vision.image import read_image, write_image
from emolab.vision.integral_image import box_sum, integral_image
from emolab.vision.landmark_features import (
    LandmarkFeatures,
    landmark_features,
    landmark_geometry,
    landmark_names,
    normalise_landmarks,
)
from emolab.vision.landmarks import LandmarkModel, interocular_error
from emolab.vision.lbp import lbp, lbp_codes, lbp_neighbours
from emolab.vision.lbp_histogram import lbp_histogram
from emolab.vision.lbp_mapping import dense_ri, label_count, lbp_labels, lbp_table, ri_count
from emolab.vision.lbp_picture import lbp_picture
from emolab.vision.lbph import chi_square_distance, lbph
from emolab.vision.multiscale_histogram import multiscale_histogram
from emolab.vision.non_maximum_suppression import box_cover, box_overlap, non_maximum_suppression
from emolab.vision.pyramid import image_pyramid, pyramid_sizes
from emolab.vision.resize import resize, resize_stack, resize_weights
from emolab.vision.video import Video, read_sound, read_video, stream_video
from emolab.vision.window_scores import window_scores
from emolab.vision.write_video import write_video
from emolab.vision.zhu2022_descriptor import LbpSettings, zhu2022_descriptor
