using Lathe.Compiler.Tests.Support;
using Lathe.Generator.Support;
using Xunit;

namespace Lathe.Compiler.Tests.Frontend;

/// <summary>Numbers of declarations are read as they were written.</summary>
public class DecimalReadingTests
{
    [Theory]
    [InlineData(0.1f, 0.1)]
    [InlineData(1e-5f, 1e-5)]
    [InlineData(-0.3f, -0.3)]
    [InlineData(1f / 3, 0.33333334)]
    [InlineData(float.MaxValue, 3.4028235e38)]
    [InlineData(float.NegativeInfinity, double.NegativeInfinity)]
    [InlineData(float.NaN, double.NaN)]
    [InlineData(0.1, 0.1)]
    [InlineData(7, 7.0)]
    public void A_float_is_the_double_of_its_shortest_decimal(object number, double expected) =>
        Assert.Equal(expected, Cultures.Under("de-DE", () => DecimalReading.Of(number)));

    [Fact]
    public void The_reading_rounds_back_to_the_same_float()
    {
        var random = new Random(1);
        for (var count = 0; count < 10_000; count++)
        {
            var value = BitConverter.Int32BitsToSingle(random.Next());
            Assert.Equal(value, (float)DecimalReading.Of(value));
        }
    }
}
