"""The table of gu2025 as data, as printed, and the figures of its text."""

# Table 1: proportions in one clip, in per cent. They sum to 99: each was cut off by itself.
TABLE_1 = {
    "anger": 9, "disgust": 54, "fear": 0, "happiness": 0, "sadness": 0, "surprise": 0, "neutral": 36,
}  # fmt: skip
LAYERS = {  # Section 2.3; what it calls fully connected must be convolutions beside so many pools
    "video": {"fully connected": 34, "regularization": 36, "pooling": 4, "activation": 36},
    "audio": {"fully connected": 4, "regularization": 4, "pooling": 4, "activation": 4},
}
LANDMARKS = 150  # Section 2.1; which points these are is not said
ACCURACY_TRAINING = 95.0  # Section 2.5, in percent, of no named data
ACCURACY_CKPLUS = 98.65  # Section 3.1, in percent
CKPLUS_PRINTED = {"subjects": 182, "sequences": 593, "labelled": 593}
CKPLUS = {"subjects": 123, "sequences": 593, "labelled": 327}
CKPLUS_RIGHT = 585  # of 593 is 98.65 %, which so counts sequences without a label as right or wrong
# Section 3.1: the classes of CK+ as printed; those of the system are TABLE_1's
CKPLUS_CLASSES = ("anger", "contempt", "disgust", "fear", "happiness", "sadness", "surprise")
CKPLUS_LANDMARKS = 68  # points a picture, in the files that come with it
