namespace Lathe;

/// <summary>A number for each parameter, laid out as the parameters.</summary>
sealed class OptimizerState
{
    public OptimizerState(Network network, string name)
    {
        Name = name;
        Memory = network.Execution.CreateParameterBlock();
        Tensors = network.ParameterViews(name, Memory);
    }

    /// <summary>PyTorch's name of it: <c>momentum_buffer</c>, <c>exp_avg</c>.</summary>
    public string Name { get; }

    public MemoryBlock Memory { get; }

    /// <summary>Its parts by the parameters' names.</summary>
    public NetworkTensors Tensors { get; }
}
