namespace SparseAutoencoders.Tests.Model;

public sealed class ParameterTableTests
{
    private static readonly Block Decayed = new("own.decayed", 3, 2) { IsDecayed = true };
    private static readonly Block Learned = new("own.learned", 4) { IsPerUnit = true };
    private static readonly Block Buffer = new("own.buffer", 5) { IsLearned = false };

    [Theory, InlineData(false), InlineData(true)]
    public void What_is_decayed_comes_first_and_buffers_last_and_the_file_s_order_is_another(bool tied)
    {
        var table = new ParameterTable(7, 4, tied, [Buffer, Learned, Decayed]);
        string[] file = [.. (string[])["encoder.weight", "encoder.bias"], .. tied ? [] : (string[])["W_dec"], "b_dec", "own.buffer", "own.learned", "own.decayed"];
        Assert.Equal(file, table.Blocks.Select(block => block.Name));
        string[] memory = [.. (string[])["encoder.weight"], .. tied ? [] : (string[])["W_dec"], "own.decayed", "encoder.bias", "b_dec", "own.learned", "own.buffer"];
        Assert.Equal(memory, table.Blocks.OrderBy(block => table.OffsetOf(block.Name)).Select(block => block.Name));
        var weights = (tied ? 1 : 2) * 28;
        Assert.Equal((weights + 6, weights + 6 + 4 + 7 + 4, weights + 6 + 4 + 7 + 4 + 5), (table.Decayed, table.Learned, table.Count));
        Assert.Equal((tied ? 3 : 4, (7 * (tied ? 1 : 2)) + 2), (table.PlacesOf(2).Count(), table.PlacesOf(2).Sum(place => place.Count)));
        Assert.Contains((table.OffsetOf("own.learned") + 2, 1), table.PlacesOf(2));
    }

    [Fact]
    public void Blocks_of_parameters_are_windows_on_all_numbers()
    {
        var parameters = new Parameters<float>(new ParameterTable(7, 4, tied: false, [Buffer, Learned, Decayed]));
        foreach (var block in parameters.Table.Blocks)
        {
            parameters[block.Name].All.Fill(block.Name.Length);
            Assert.Equal(block.Count, parameters[block.Name].All.Length);
            for (var i = 0; i < block.Count; i++) Assert.Equal(block.Name.Length, parameters.All[parameters.Table.OffsetOf(block.Name) + i]);
            Assert.Equal(block, parameters.Table.BlockAt(parameters.Table.OffsetOf(block.Name) + (int)block.Count - 1));
        }
        Assert.DoesNotContain(0f, parameters.All.ToArray());
        Assert.Equal(parameters.Table.Learned, parameters.Numbers.Columns);
    }

    [Fact]
    public void Names_that_are_taken_or_unknown_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ParameterTable(7, 4, tied: false, [new Block("b_dec", 3)]));
        Assert.Throws<ArgumentException>(() => new ParameterTable(7, 4, tied: true).OffsetOf("W_dec"));
        Assert.Throws<ArgumentException>(() => new Parameters<float>(new ParameterTable(7, 4, tied: true))["other"]);
    }
}
