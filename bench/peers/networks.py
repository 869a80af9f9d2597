"""The networks of models/Networks once more, for PyTorch, with the same names of parameters and the published code's in-place activations."""
import torch
from torch import nn
from torch.nn import functional as F


def relu(x):
    return F.relu(x, inplace=True)


def convolution(inputs, outputs, kernel, stride=1):
    layer = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
    nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    return layer


def classifier(inputs, outputs):
    layer = nn.Linear(inputs, outputs)
    nn.init.zeros_(layer.bias)
    return layer


def global_average(x):
    return F.adaptive_avg_pool2d(x, 1).flatten(1)


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 20, 5), nn.Conv2d(20, 50, 5)
        self.fc1, self.fc2 = nn.Linear(800, 500), nn.Linear(500, 10)

    def forward(self, x):
        x = F.max_pool2d(self.conv2(F.max_pool2d(self.conv1(x), 2)), 2)
        return self.fc2(relu(self.fc1(x.flatten(1))))


class CifarBlock(nn.Module):
    """The shortcut has no parameters: every second pixel, and zeros in the new channels."""

    def __init__(self, inputs, channels, stride, attention):
        super().__init__()
        self.conv1, self.bn1 = convolution(inputs, channels, 3, stride), nn.BatchNorm2d(channels)
        self.conv2, self.bn2 = convolution(channels, channels, 3), nn.BatchNorm2d(channels)
        self.attention = attention(channels)
        self.stride, self.zeros = stride, (channels - inputs) // 2

    def forward(self, x):
        y = self.attention(self.bn2(self.conv2(relu(self.bn1(self.conv1(x))))))
        y += x if self.stride == 1 else F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.zeros, self.zeros))
        return relu(y)


class CifarResNet(nn.Module):
    def __init__(self, blocks, attention=lambda channels: nn.Identity()):
        super().__init__()
        self.conv1, self.bn1 = convolution(3, 16, 3), nn.BatchNorm2d(16)
        self.layer1 = self.stage(16, 16, 1, blocks, attention)
        self.layer2 = self.stage(16, 32, 2, blocks, attention)
        self.layer3 = self.stage(32, 64, 2, blocks, attention)
        self.linear = nn.Linear(64, 10)

    @staticmethod
    def stage(inputs, channels, stride, blocks, attention):
        first = CifarBlock(inputs, channels, stride, attention)
        return nn.Sequential(first, *[CifarBlock(channels, channels, 1, attention) for _ in range(blocks - 1)])

    def forward(self, x):
        x = self.layer3(self.layer2(self.layer1(relu(self.bn1(self.conv1(x))))))
        return self.linear(global_average(x))


class NetworkInNetwork(nn.Sequential):
    def __init__(self):
        super().__init__(
            *self.layers(3, 5, 192, 160, 96), nn.MaxPool2d(3, 2, ceil_mode=True), nn.Dropout(0.5),
            *self.layers(96, 5, 192, 192, 192), nn.AvgPool2d(3, 2, ceil_mode=True), nn.Dropout(0.5),
            *self.layers(192, 3, 192, 192, 10), nn.AdaptiveAvgPool2d(1), nn.Flatten())

    @staticmethod
    def layers(inputs, kernel, *channels):
        for outputs in channels:
            layer = nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2)
            nn.init.normal_(layer.weight, std=0.05)
            nn.init.zeros_(layer.bias)
            yield layer
            yield nn.ReLU(inplace=True)
            inputs, kernel = outputs, 1


class WideBlock(nn.Module):
    def __init__(self, inputs, channels, stride):
        super().__init__()
        self.bn1, self.conv1 = nn.BatchNorm2d(inputs), convolution(inputs, channels, 3, stride)
        self.bn2, self.conv2 = nn.BatchNorm2d(channels), convolution(channels, channels, 3)
        self.shortcut = None if inputs == channels else convolution(inputs, channels, 1, stride)

    def forward(self, x):
        activated = relu(self.bn1(x))
        y = self.conv2(relu(self.bn2(self.conv1(activated))))
        y += x if self.shortcut is None else self.shortcut(activated)
        return y


class WideResNet(nn.Module):
    def __init__(self, depth, widening):
        super().__init__()
        blocks, widths = (depth - 4) // 6, [16, 16 * widening, 32 * widening, 64 * widening]
        self.conv1 = convolution(3, 16, 3)
        self.block1 = self.group(widths[0], widths[1], 1, blocks)
        self.block2 = self.group(widths[1], widths[2], 2, blocks)
        self.block3 = self.group(widths[2], widths[3], 2, blocks)
        self.bn, self.fc = nn.BatchNorm2d(widths[3]), classifier(widths[3], 10)

    @staticmethod
    def group(inputs, channels, stride, blocks):
        return nn.Sequential(WideBlock(inputs, channels, stride), *[WideBlock(channels, channels, 1) for _ in range(blocks - 1)])

    def forward(self, x):
        x = self.block3(self.block2(self.block1(self.conv1(x))))
        return self.fc(global_average(relu(self.bn(x))))


class DenseLayer(nn.Module):
    def __init__(self, inputs, growth):
        super().__init__()
        self.bn1, self.conv1 = nn.BatchNorm2d(inputs), convolution(inputs, 4 * growth, 1)
        self.bn2, self.conv2 = nn.BatchNorm2d(4 * growth), convolution(4 * growth, growth, 3)

    def forward(self, x):
        return torch.cat([x, self.conv2(relu(self.bn2(self.conv1(relu(self.bn1(x))))))], 1)


class DenseTransition(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.bn, self.conv = nn.BatchNorm2d(inputs), convolution(inputs, outputs, 1)

    def forward(self, x):
        return F.avg_pool2d(self.conv(relu(self.bn(x))), 2)


class DenseNet(nn.Module):
    def __init__(self, depth, growth):
        super().__init__()
        layers, channels = (depth - 4) // 6, 2 * growth
        self.conv0 = convolution(3, channels, 3)
        self.blocks, self.trans = nn.ModuleList(), nn.ModuleList()
        for block in range(3):
            self.blocks.append(nn.Sequential(*[DenseLayer(channels + i * growth, growth) for i in range(layers)]))
            channels += layers * growth
            if block < 2:
                self.trans.append(DenseTransition(channels, channels // 2))
                channels //= 2
        self.bn, self.fc = nn.BatchNorm2d(channels), classifier(channels, 10)

    def forward(self, x):
        x = self.blocks[0](self.conv0(x))
        for transition, block in zip(self.trans, self.blocks[1:]):
            x = block(transition(x))
        return self.fc(global_average(relu(self.bn(x))))


class BasicBlock(nn.Module):
    def __init__(self, inputs, channels, stride):
        super().__init__()
        self.conv1, self.bn1 = convolution(inputs, channels, 3, stride), nn.BatchNorm2d(channels)
        self.conv2, self.bn2 = convolution(channels, channels, 3), nn.BatchNorm2d(channels)
        self.downsample = None if stride == 1 else nn.Sequential(convolution(inputs, channels, 1, stride), nn.BatchNorm2d(channels))

    def forward(self, x):
        y = self.bn2(self.conv2(relu(self.bn1(self.conv1(x)))))
        y += x if self.downsample is None else self.downsample(x)
        return relu(y)


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = convolution(3, 64, 7, 2), nn.BatchNorm2d(64)
        self.layer1 = nn.Sequential(BasicBlock(64, 64, 1), BasicBlock(64, 64, 1))
        self.layer2 = nn.Sequential(BasicBlock(64, 128, 2), BasicBlock(128, 128, 1))
        self.layer3 = nn.Sequential(BasicBlock(128, 256, 2), BasicBlock(256, 256, 1))
        self.layer4 = nn.Sequential(BasicBlock(256, 512, 2), BasicBlock(512, 512, 1))
        self.fc = nn.Linear(512, 1000)

    def forward(self, x):
        x = F.max_pool2d(relu(self.bn1(self.conv1(x))), 3, 2, 1)
        return self.fc(global_average(self.layer4(self.layer3(self.layer2(self.layer1(x))))))


class SqueezeExcitation(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.fc1, self.fc2 = nn.Conv2d(channels, channels // 16, 1), nn.Conv2d(channels // 16, channels, 1)

    def forward(self, x):
        return x * torch.sigmoid(self.fc2(relu(self.fc1(F.adaptive_avg_pool2d(x, 1)))))


class BlockAttention(nn.Module):
    """CBAM's: weighs channels, then pixels."""

    def __init__(self, channels):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(channels, channels // 16), nn.Linear(channels // 16, channels)
        self.conv, self.bn = nn.Conv2d(2, 1, 7, padding=3, bias=False), nn.BatchNorm2d(1, momentum=0.01)
        nn.init.zeros_(self.bn.weight)

    def weigh(self, pooled):
        return self.fc2(relu(self.fc1(pooled)))

    def forward(self, x):
        x = x * torch.sigmoid(self.weigh(x.mean((2, 3))) + self.weigh(x.amax((2, 3))))[:, :, None, None]
        return x * torch.sigmoid(self.bn(self.conv(torch.cat([x.amax(1, keepdim=True), x.mean(1, keepdim=True)], 1))))


class SqueezeExcitationBlock(nn.Module):
    def __init__(self, inputs, width, stride):
        super().__init__()
        self.conv1, self.bn1 = convolution(inputs, width, 1, stride), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = convolution(width, width, 3), nn.BatchNorm2d(width)
        self.conv3, self.bn3 = convolution(width, 4 * width, 1), nn.BatchNorm2d(4 * width)
        self.se_module = SqueezeExcitation(4 * width)
        self.downsample = None
        if inputs != 4 * width:
            self.downsample = nn.Sequential(convolution(inputs, 4 * width, 1, stride), nn.BatchNorm2d(4 * width))

    def forward(self, x):
        y = relu(self.bn2(self.conv2(relu(self.bn1(self.conv1(x))))))
        y = self.se_module(self.bn3(self.conv3(y)))
        y += x if self.downsample is None else self.downsample(x)
        return relu(y)


class SEResNet50(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer0 = nn.Sequential()
        self.layer0.add_module("conv1", convolution(3, 64, 7, 2))
        self.layer0.add_module("bn1", nn.BatchNorm2d(64))
        self.layer0.add_module("relu1", nn.ReLU(inplace=True))
        self.layer0.add_module("pool", nn.MaxPool2d(3, 2, ceil_mode=True))
        self.layer1 = self.stage(64, 64, 1, 3)
        self.layer2 = self.stage(256, 128, 2, 4)
        self.layer3 = self.stage(512, 256, 2, 6)
        self.layer4 = self.stage(1024, 512, 2, 3)
        self.last_linear = nn.Linear(2048, 1000)

    @staticmethod
    def stage(inputs, width, stride, blocks):
        rest = [SqueezeExcitationBlock(4 * width, width, 1) for _ in range(blocks - 1)]
        return nn.Sequential(SqueezeExcitationBlock(inputs, width, stride), *rest)

    def forward(self, x):
        return self.last_linear(global_average(self.layer4(self.layer3(self.layer2(self.layer1(self.layer0(x)))))))


class ConvUnit(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride=1):
        super().__init__()
        self.conv, self.bn = convolution(inputs, outputs, kernel, stride), nn.BatchNorm2d(outputs, eps=1e-3)

    def forward(self, x):
        return relu(self.bn(self.conv(x)))


class Inception(nn.Module):
    def __init__(self, inputs, ones, reduce3, threes, reduce5, fives, projection):
        super().__init__()
        self.branch1 = ConvUnit(inputs, ones, 1)
        self.branch2 = nn.Sequential(ConvUnit(inputs, reduce3, 1), ConvUnit(reduce3, threes, 3))
        self.branch3 = nn.Sequential(ConvUnit(inputs, reduce5, 1), ConvUnit(reduce5, fives, 3))
        self.branch4 = nn.Sequential(nn.MaxPool2d(3, 1, 1, ceil_mode=True), ConvUnit(inputs, projection, 1))

    def forward(self, x):
        return torch.cat([self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)], 1)


class AuxiliaryHead(nn.Module):
    def __init__(self, inputs):
        super().__init__()
        self.conv = ConvUnit(inputs, 128, 1)
        self.fc1, self.fc2 = nn.Linear(2048, 1024), nn.Linear(1024, 1000)

    def forward(self, x):
        x = self.conv(F.adaptive_avg_pool2d(x, 4)).flatten(1)
        return self.fc2(F.dropout(relu(self.fc1(x)), 0.7, self.training))


class GoogLeNet(nn.Module):
    """In training it returns the logits of its auxiliary heads too."""

    def __init__(self):
        super().__init__()
        self.conv1, self.conv2, self.conv3 = ConvUnit(3, 64, 7, 2), ConvUnit(64, 64, 1), ConvUnit(64, 192, 3)
        self.inception3a = Inception(192, 64, 96, 128, 16, 32, 32)
        self.inception3b = Inception(256, 128, 128, 192, 32, 96, 64)
        self.inception4a = Inception(480, 192, 96, 208, 16, 48, 64)
        self.inception4b = Inception(512, 160, 112, 224, 24, 64, 64)
        self.inception4c = Inception(512, 128, 128, 256, 24, 64, 64)
        self.inception4d = Inception(512, 112, 144, 288, 32, 64, 64)
        self.inception4e = Inception(528, 256, 160, 320, 32, 128, 128)
        self.inception5a = Inception(832, 256, 160, 320, 32, 128, 128)
        self.inception5b = Inception(832, 384, 192, 384, 48, 128, 128)
        self.aux1, self.aux2 = AuxiliaryHead(512), AuxiliaryHead(528)
        self.fc = nn.Linear(1024, 1000)

    @staticmethod
    def halve(x, kernel=3):
        return F.max_pool2d(x, kernel, 2, ceil_mode=True)

    def forward(self, x):
        x = self.halve(self.conv3(self.conv2(self.halve(self.conv1(x)))))
        y4a = self.inception4a(self.halve(self.inception3b(self.inception3a(x))))
        y4d = self.inception4d(self.inception4c(self.inception4b(y4a)))
        x = self.inception5b(self.inception5a(self.halve(self.inception4e(y4d), 2)))
        x = self.fc(F.dropout(global_average(x), 0.2, self.training))
        return (x, self.aux1(y4a), self.aux2(y4d)) if self.training else x


class Attention(nn.Module):
    """With PyTorch's fused attention where it has one."""

    def __init__(self, width, heads):
        super().__init__()
        self.qkv, self.proj, self.heads = nn.Linear(width, 3 * width), nn.Linear(width, width), heads

    def forward(self, x):
        batch, tokens, width = x.shape
        q, k, v = self.qkv(x).reshape(batch, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        if hasattr(F, "scaled_dot_product_attention"):
            mixed = F.scaled_dot_product_attention(q, k, v)
        else:
            mixed = (q * (width // self.heads) ** -0.5 @ k.transpose(-2, -1)).softmax(-1) @ v
        return self.proj(mixed.transpose(1, 2).reshape(batch, tokens, width))


class TokenMlp(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class TransformerBlock(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1, self.attn = nn.LayerNorm(width, eps=1e-6), Attention(width, heads)
        self.norm2, self.mlp = nn.LayerNorm(width, eps=1e-6), TokenMlp(width)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class Patches(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.proj = nn.Conv2d(3, width, 16, 16)

    def forward(self, x):
        return self.proj(x).flatten(2).transpose(1, 2)


class VisionTransformer(nn.Module):
    def __init__(self, size, width, depth, heads):
        super().__init__()
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(0.02 * torch.randn(1, 1 + (size // 16) ** 2, width))
        self.patch_embed = Patches(width)
        self.blocks = nn.Sequential(*[TransformerBlock(width, heads) for _ in range(depth)])
        self.norm, self.head = nn.LayerNorm(width, eps=1e-6), nn.Linear(width, 1000)

    def forward(self, x):
        x = self.patch_embed(x)
        x = torch.cat([self.cls_token.expand(x.shape[0], -1, -1), x], 1) + self.pos_embed
        return self.head(self.norm(self.blocks(x))[:, 0])


# By the names of the records: what makes one, and the extents of an image.
def published(name, **options):
    """A network of torchvision (apt-get install python3-torchvision), with random weights."""
    import torchvision  # Not everywhere where the other networks are.
    return getattr(torchvision.models, name)(**options)


NETWORKS = {
    "LeNetCaffe": (LeNet, (1, 28, 28)),
    "NinCifar10": (NetworkInNetwork, (3, 32, 32)),
    "ResNet20": (lambda: CifarResNet(3), (3, 32, 32)),
    "SEResNet20": (lambda: CifarResNet(3, SqueezeExcitation), (3, 32, 32)),
    "CbamResNet20": (lambda: CifarResNet(3, BlockAttention), (3, 32, 32)),
    "WideResNet16x4": (lambda: WideResNet(16, 4), (3, 32, 32)),
    "WideResNet16x2": (lambda: WideResNet(16, 2), (3, 32, 32)),
    "DenseNetBC40": (lambda: DenseNet(40, 12), (3, 32, 32)),
    "ResNet18": (ResNet18, (3, 224, 224)),
    "SEResNet50": (SEResNet50, (3, 224, 224)),
    "GoogLeNetTorchvision": (GoogLeNet, (3, 224, 224)),
    "ResNet50": (lambda: published("resnet50"), (3, 224, 224)),
    "DenseNet121": (lambda: published("densenet121"), (3, 224, 224)),
    "DenseNetBC100": (lambda: DenseNet(100, 12), (3, 32, 32)),
    "VggD": (lambda: published("vgg16"), (3, 224, 224)),
    "InceptionV3ImageNet": (lambda: published("inception_v3", init_weights=False), (3, 299, 299)),
    "VitS16": (lambda: VisionTransformer(224, 384, 12, 6), (3, 224, 224)),
}
